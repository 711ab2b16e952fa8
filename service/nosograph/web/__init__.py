"""HTTP: routes that parse, call one function and render."""
