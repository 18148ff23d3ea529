"""The try-it page: a WeChat conversation in the browser that posts real messages to the real webhook."""
