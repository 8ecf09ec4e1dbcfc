// Every word of the overlay.

export const overlay = {
  test: "The last light on the harbour",
} as const;
