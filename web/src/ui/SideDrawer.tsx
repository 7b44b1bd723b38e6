import { Drawer } from 'antd';
import { useState, type ReactNode } from 'react';

interface SideDrawerProps {
  /** Whose details are open, as the page's address has it; undefined: nobody's. */
  of: string | undefined;
  width: number;
  title: (id: string) => ReactNode;
  onClose: () => void;
  children: (id: string) => ReactNode;
}

/** Details beside a list. It stays in the page, so that closing it gives the focus back to where it was opened. */
export function SideDrawer({ of, width, title, onClose, children }: SideDrawerProps) {
  const [last, setLast] = useState(of);
  // While it slides away it still shows what it was about.
  if (of !== undefined && of !== last) setLast(of);
  return (
    <Drawer
      open={of !== undefined}
      size={width}
      title={last !== undefined && title(last)}
      onClose={onClose}
      destroyOnHidden
    >
      {last !== undefined && children(last)}
    </Drawer>
  );
}
