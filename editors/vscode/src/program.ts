// Where the program is. Knows no editor, so that it is tested without one.

import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

/** What the search for the program depends on. */
export interface Surroundings {
  /** The setting `copydesk.path`; empty where it is not set. */
  setting: string;
  /** The open folders, whole paths. */
  folders: readonly string[];
  /** Whether the user trusts what is in them. */
  trusted: boolean;
  /** The variables of the environment. */
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  arch: string;
}

/** The program, or why it is not run. */
export type Found = { program: string } | { missing: string };

/**
 * Finds the program: the one of the setting and no other, where it is set; else that of
 * a trusted workspace, so that a site is checked with the version that it names; else
 * the one on PATH. Of an untrusted workspace nothing is run, whoever names it.
 */
export function find(around: Surroundings): Found {
  if (around.setting !== '') return ofSetting(around);
  const own = around.folders.flatMap((folder) => inWorkspace(folder, around)).find(isProgram);
  if (own !== undefined && around.trusted) return { program: own };
  const installed = onPath(around).find((file) => isProgram(file) && mayRun(file, around));
  if (installed !== undefined) return { program: installed };
  if (own !== undefined) {
    return { missing: 'Copydesk is installed in this workspace, which is not trusted, and nowhere else.' };
  }
  return { missing: 'Copydesk was not found in this workspace or on PATH.' };
}

function ofSetting(around: Surroundings): Found {
  const said = around.setting;
  const folder = around.folders[0];
  if (said.includes('${workspaceFolder}') && folder === undefined) {
    return { missing: `\`copydesk.path\` is \`${said}\`, and no folder is open.` };
  }
  const whole = said.replaceAll('${workspaceFolder}', folder ?? '').replace(/^~(?=[/\\])/, homedir());
  if (!isAbsolute(whole)) {
    return { missing: `\`copydesk.path\` is \`${said}\`; write the whole path, or begin with \`\${workspaceFolder}\`.` };
  }
  const program = resolve(whole);
  if (!mayRun(program, around)) {
    return { missing: `\`copydesk.path\` leads to \`${program}\`, into a workspace that is not trusted.` };
  }
  if (!isProgram(program)) return { missing: `\`copydesk.path\` is \`${said}\`, and there is no program.` };
  return { program };
}

/** Where packages of npm and pip put it. */
function inWorkspace(folder: string, { platform, arch }: Surroundings): string[] {
  const isWindows = platform === 'win32';
  const file = isWindows ? 'copydesk.exe' : 'copydesk';
  const modules = join(folder, 'node_modules');
  const variants = platform === 'linux' ? ['', '-musl'] : [''];
  return [
    // the program itself; the launcher in .bin, a script, is for those package managers
    // that keep it elsewhere
    ...variants.map((variant) => join(modules, '@copydesk', `${platform}-${arch}${variant}`, 'bin', file)),
    ...(isWindows ? [] : [join(modules, '.bin', file)]),
    ...['.venv', 'venv'].map((name) => join(folder, name, isWindows ? 'Scripts' : 'bin', file)),
  ];
}

function onPath({ env, platform }: Surroundings): string[] {
  const isWindows = platform === 'win32';
  const path = (isWindows ? (env['Path'] ?? env['PATH']) : env['PATH']) ?? '';
  const folders = path.split(isWindows ? ';' : ':');
  // what is not a whole path depends on where the editor was started
  const whole = folders.filter((folder) => isAbsolute(folder));
  return whole.map((folder) => join(folder, isWindows ? 'copydesk.exe' : 'copydesk'));
}

/** Whether a file lies outside of everything that is not trusted. */
function mayRun(file: string, { folders, trusted }: Surroundings): boolean {
  return trusted || !folders.some((folder) => isWithin(file, folder));
}

function isWithin(file: string, folder: string): boolean {
  const way = relative(folder, file);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
