// Pictures to place an overlay by before anything was painted. They ask no server for a story.

import type { PictureState } from "../generated/protocol.ts";
import { overlay as texts } from "../texts/overlay.ts";
import testPicture from "./test.webp";

export const TEST_PICTURE: PictureState = {
  scene: 0,
  image: "test",
  url: testPicture,
  quality: "final",
  width: 1280,
  height: 720,
};

export const TEST_TITLE = texts.test;
