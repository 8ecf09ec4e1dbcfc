"""How engines are asked: with bounds, retries and somebody to fall back on. It knows no vendor and makes no request."""
