// Ticks all of a page, and counts what is ticked. Without it each is ticked by hand, or all by the buttons below.

const form = document.querySelector("#choosing");
const whole = document.querySelector("#whole-page");
const label = document.querySelector("#whole");
const count = document.querySelector("#chosen-count");

if (form && whole && label && count) {
  const boxes = [...form.querySelectorAll("input[name=number]")];

  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    whole.checked = ticked === boxes.length;
    whole.indeterminate = ticked > 0 && ticked < boxes.length;
    count.textContent = ticked ? ` ${ticked} 项` : "";
  };

  label.hidden = false;
  whole.addEventListener("change", () => {
    for (const box of boxes) box.checked = whole.checked;
    show();
  });
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
}
