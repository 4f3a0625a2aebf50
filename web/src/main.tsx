// SPDX-License-Identifier: MIT
import './styles.css';
import { createRoot } from 'react-dom/client';
import { App } from '@/App';
import { makeQueryClient } from '@/api/queryClient';

const root = document.getElementById('root');
if (root) createRoot(root).render(<App client={makeQueryClient()} />);
