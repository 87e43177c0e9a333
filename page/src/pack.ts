// JSON in little room: names of keys once for each shape of object, and whatever occurs more than once only once. Results say the
// same of each structure, so this more than halves them.
//
// Packed: {"shapes": [[key, …], …], "shared": [value, …], "root": value}. A value is a number, text, truth value or null as it is; a
// list is [-1, item, …]; an object is [shape, value, …] with the number of its shape; [-2, i] is shared[i], which may hold others
// before it.

type Json = null | boolean | number | string | Json[] | {[key: string]: Json};

interface Packed {
  shapes: string[][];
  shared: Json[];
  root: Json;
}

const kList = -1, kShared = -2;
const kWorthSharing = 12;    // letters

// The shortest text of a number: 11220000000 as 1122e7.
function numberText(x: number): string {
  const plain = JSON.stringify(x);
  const found = /^(-?[1-9]\d*?)(0{3,})$/.exec(plain);
  return found ? found[1] + "e" + found[2].length : plain;
}

export function packed(value: unknown): string {
  const shapes: string[] = [];
  const shapeOf: Record<string, number> = {};
  const count: Record<string, number> = {};

  const shape = (keys: string[]): number => {
    const text = JSON.stringify(keys);
    if (shapeOf[text] === undefined) {
      shapeOf[text] = shapes.length;
      shapes.push(text);
    }
    return shapeOf[text];
  };
  // As it would be without sharing: what is equal has equal text.
  const plain = (v: Json): string => {
    let text: string;
    if (typeof v === "number") return numberText(v);
    if (v === null || typeof v === "boolean") return JSON.stringify(v);
    if (typeof v === "string") text = JSON.stringify(v);
    else if (Array.isArray(v)) text = "[" + [String(kList)].concat(v.map(plain)).join(",") + "]";
    else {
      const keys = Object.keys(v).filter((k) => v[k] !== undefined);
      text = "[" + [String(shape(keys))].concat(keys.map((k) => plain(v[k]))).join(",") + "]";
    }
    if (text.length >= kWorthSharing) count["=" + text] = (count["=" + text] || 0) + 1;
    return text;
  };
  plain(value as Json);

  const shared: string[] = [];
  const placeOf: Record<string, number> = {};
  const emit = (v: Json): string => {
    if (typeof v === "number" || v === null || typeof v === "boolean") return plain(v);
    const key = "=" + plainOnly(v);
    if (placeOf[key] !== undefined) return "[" + kShared + "," + placeOf[key] + "]";
    let text: string;
    if (typeof v === "string") text = JSON.stringify(v);
    else if (Array.isArray(v)) text = "[" + [String(kList)].concat(v.map(emit)).join(",") + "]";
    else {
      const keys = Object.keys(v).filter((k) => v[k] !== undefined);
      text = "[" + [String(shape(keys))].concat(keys.map((k) => emit(v[k]))).join(",") + "]";
    }
    if ((count[key] || 0) < 2 || text.length < kWorthSharing) return text;
    placeOf[key] = shared.length;
    shared.push(text);
    return "[" + kShared + "," + placeOf[key] + "]";
  };
  const plainOnly = (v: Json): string => {
    if (typeof v === "number") return numberText(v);
    if (v === null || typeof v === "boolean" || typeof v === "string") return JSON.stringify(v);
    if (Array.isArray(v)) return "[" + [String(kList)].concat(v.map(plainOnly)).join(",") + "]";
    const keys = Object.keys(v).filter((k) => v[k] !== undefined);
    return "[" + [String(shape(keys))].concat(keys.map((k) => plainOnly(v[k]))).join(",") + "]";
  };
  const root = emit(value as Json);
  return '{"shapes":[' + shapes.join(",") + '],"shared":[' + shared.join(",") + '],"root":' + root + "}";
}

// What was packed; anything else comes back as it is.
export function unpacked(value: unknown): unknown {
  const {shapes, shared, root} = value as Packed;
  if (!Array.isArray(shapes) || !Array.isArray(shared)) return value;
  const whole: unknown[] = [];
  const open = (v: Json): unknown => {
    if (!Array.isArray(v)) return v;
    const kind = v[0] as number;
    if (kind === kShared) return whole[v[1] as number];
    if (kind === kList) return v.slice(1).map(open);
    const object: Record<string, unknown> = {};
    shapes[kind].forEach((key, i) => {
      // A key may be named __proto__ in a model: it is a key like any other here.
      Object.defineProperty(object, key, {value: open(v[i + 1]), enumerable: true, writable: true, configurable: true});
    });
    return object;
  };
  for (const item of shared) whole.push(open(item));
  return open(root);
}
