/** The brand's own spot: a sun over the horizon. Neither square nor circle, for it is no author. */
export function Logo({ size = 32 }: { size?: number }) {
  return (
    <svg class="logo" width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <path d="M7.5 22a8.5 8.5 0 0 1 17 0z" fill="var(--sun)" />
      <path
        d="M3 26h26M16 5.5v3.4M5.9 10.6l2.4 2.3M26.1 10.6l-2.4 2.3"
        stroke="var(--sun)"
        stroke-width="2.6"
        stroke-linecap="round"
      />
    </svg>
  );
}
