// Starts the capture page.
// It decides nothing: the model is `Studio`, the look is `Page`.

import { render } from "preact";
import { browser } from "../wire/world.ts";
import { Page } from "./page.tsx";
import { Studio } from "./studio.ts";
import "./studio.css";

const root = document.getElementById("studio");
if (root) {
  const studio = new Studio(location, browser);
  render(<Page studio={studio} />, root);
  studio.start();
}
