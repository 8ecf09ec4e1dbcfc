// The compass rose: the product's mark and the heart of the empty map.
// A drawing, nothing else.

export function Compass({ class: name }: { class: string }) {
  return (
    <svg class={name} viewBox="-50 -50 100 100" aria-hidden="true" focusable="false">
      <g fill="none" stroke="currentColor">
        <circle r="46" stroke-width="0.8" opacity="0.55" />
        <circle r="42" stroke-width="3" stroke-dasharray="0.7 3.698" opacity="0.5" />
        <circle r="29" stroke-width="0.6" opacity="0.4" />
      </g>
      <g class="rose" fill="currentColor">
        <g opacity="0.45" transform="rotate(45)">
          <path d="M0-30 4.6-4.6 30 0 4.6 4.6 0 30-4.6 4.6-30 0-4.6-4.6z" />
        </g>
        <path d="M0-46 6.5-6.5 46 0 6.5 6.5 0 46-6.5 6.5-46 0-6.5-6.5z" />
        <path class="rose-shade" d="M0-46V0L6.5-6.5zM46 0H0L6.5 6.5zM0 46V0L-6.5 6.5zM-46 0H0L-6.5-6.5z" />
        <circle r="3.2" class="rose-shade" />
      </g>
    </svg>
  );
}
