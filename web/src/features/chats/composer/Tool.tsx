interface Props {
  name: string;
  path: string;
  isPressed?: boolean;
  onClick: () => void;
}

/** A button that is a symbol. */
export function Tool({ name, path, isPressed, onClick }: Props) {
  return (
    <button
      type="button"
      aria-label={name}
      title={name}
      aria-pressed={isPressed}
      onClick={onClick}
      className="inline-flex size-10 shrink-0 items-center justify-center rounded-lg text-quiet hover:bg-raised hover:text-ink aria-pressed:bg-raised"
    >
      <svg
        aria-hidden="true"
        viewBox="0 0 24 24"
        className="size-6 fill-none stroke-2 stroke-current [stroke-linecap:round]"
      >
        <path d={path} />
      </svg>
    </button>
  );
}
