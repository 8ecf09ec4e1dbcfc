// Starts the capture page.
import { render } from "preact";

const root = document.getElementById("studio");
if (root) render(<h1>Adventure Art</h1>, root);
