// Files to attach become one tar archive, as runners expect it.

const BLOCK = 512;
const encoder = new TextEncoder();

/** The bytes of an archive of files. */
export async function tar(files) {
  const parts = [];
  const names = new Set();
  for (const file of files) {
    if (names.has(file.name)) {
      throw new Error(`Two files have the name ${file.name}.`);
    }
    names.add(file.name);
    const content = new Uint8Array(await file.arrayBuffer());
    parts.push(header(file, content.length), content, new Uint8Array((BLOCK - (content.length % BLOCK)) % BLOCK));
  }
  parts.push(new Uint8Array(2 * BLOCK));
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function header(file, size) {
  const name = encoder.encode(file.name);
  if (name.length > 100) {
    throw new Error(`The name ${file.name} is too long for an archive.`);
  }
  const bytes = new Uint8Array(BLOCK);
  const put = (at, value) => bytes.set(encoder.encode(value), at);
  bytes.set(name, 0);
  put(100, '0000644\0');
  put(108, '0000000\0');
  put(116, '0000000\0');
  put(124, `${size.toString(8).padStart(11, '0')}\0`);
  put(136, `${Math.floor(file.lastModified / 1000).toString(8).padStart(11, '0')}\0`);
  put(148, '        ');
  put(156, '0');
  put(257, 'ustar\u000000');
  const sum = bytes.reduce((all, one) => all + one, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return bytes;
}
