// SPDX-License-Identifier: MIT
import { type ComponentType, type ReactNode, useEffect, useState } from 'react';

/**
 * A component whose code is loaded when it is first shown. Until then, and while the server does not give it, there is
 * `placeholder` in its place; the next time it is shown is another try.
 */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  placeholder: ReactNode = null,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazily(props: Props) {
    const [Loaded, setLoaded] = useState(() => loaded);
    useEffect(() => {
      if (loaded) return;
      let isWanted = true;
      load().then(
        (component) => {
          loaded = component;
          if (isWanted) setLoaded(() => component);
        },
        () => {},
      );
      return () => {
        isWanted = false;
      };
    }, []);
    return Loaded ? <Loaded {...props} /> : placeholder;
  };
}
