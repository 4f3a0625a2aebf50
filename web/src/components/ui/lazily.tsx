// SPDX-License-Identifier: MIT
import { type ComponentType, type ReactNode, useEffect, useState } from 'react';

type Lazy<Props> = ComponentType<Props> & {
  /** Loads the code before it is shown. Rejected while the server does not give it. */
  preload(): Promise<void>;
};

/**
 * A component whose code is loaded when it is first shown. Until then, and while the server does not give it, there is
 * `placeholder` in its place; the next time it is shown is another try.
 */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  placeholder: ReactNode = null,
): Lazy<Props> {
  let loaded: ComponentType<Props> | undefined;
  const preload = async () => {
    loaded ??= await load();
  };
  function Lazily(props: Props) {
    const [Loaded, setLoaded] = useState(() => loaded);
    useEffect(() => {
      if (Loaded) return;
      let isWanted = true;
      preload().then(
        () => {
          if (isWanted) setLoaded(() => loaded);
        },
        () => {},
      );
      return () => {
        isWanted = false;
      };
    }, [Loaded]);
    return Loaded ? <Loaded {...props} /> : placeholder;
  }
  return Object.assign(Lazily, { preload });
}

/** Whether code that is loaded on demand is there, or will not be; true where it is not needed. */
export function useCode(code: Pick<Lazy<object>, 'preload'>, isWanted: boolean, isNeeded: boolean): boolean {
  const [isLoaded, setIsLoaded] = useState(false);
  useEffect(() => {
    const done = () => setIsLoaded(true);
    if (isWanted) code.preload().then(done, done);
  }, [code, isWanted]);
  return isLoaded || !isNeeded;
}
