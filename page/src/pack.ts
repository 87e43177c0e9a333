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

// A value's text, or the number of a text or list or object that was met before or is new: what is equal has one number. Each value is
// looked at once, and its key holds the numbers of its parts, so this takes time in proportion to the whole.
class Values {
  readonly shapes: string[] = [];
  private readonly shapeOf: Record<string, number> = {};
  private readonly numberOf: Record<string, number> = {};
  private readonly parts: string[][] = [];    // of each number: its text in pieces, "#12" for another value
  private readonly uses: number[] = [];

  add(v: Json): string {
    if (typeof v === "number") return numberText(v);
    if (v === null || typeof v === "boolean") return String(v);
    let parts: string[];
    if (typeof v === "string") parts = [JSON.stringify(v)];
    else if (Array.isArray(v)) parts = [String(kList)].concat(v.map((item) => this.add(item)));
    else {
      const keys = Object.keys(v).filter((k) => v[k] !== undefined);
      parts = [String(this.shape(keys))].concat(keys.map((k) => this.add(v[k])));
    }
    const key = (typeof v === "string" ? "" : "[") + parts.join(",");
    let number = this.numberOf[key];
    if (number === undefined) {
      number = this.numberOf[key] = this.parts.length;
      this.parts.push(typeof v === "string" ? parts : ["["].concat(parts));
      this.uses.push(0);
    }
    ++this.uses[number];
    return "#" + number;
  }

  private shape(keys: string[]): number {
    const text = JSON.stringify(keys);
    if (this.shapeOf[text] === undefined) {
      this.shapeOf[text] = this.shapes.length;
      this.shapes.push(text);
    }
    return this.shapeOf[text];
  }

  // The text of a value; what occurs more than once goes to `shared`, its parts before it.
  text(value: string, shared: string[], placeOf: Record<string, number>): string {
    if (value.charAt(0) !== "#") return value;
    const number = Number(value.substring(1));
    if (placeOf[value] !== undefined) return "[" + kShared + "," + placeOf[value] + "]";
    const parts = this.parts[number];
    const text = parts[0] !== "[" ? parts[0] : "[" + parts.slice(1).map((part) => this.text(part, shared, placeOf)).join(",") + "]";
    if (this.uses[number] < 2 || text.length < kWorthSharing) return text;
    placeOf[value] = shared.length;
    shared.push(text);
    return "[" + kShared + "," + placeOf[value] + "]";
  }
}

export function packed(value: unknown): string {
  const values = new Values();
  const whole = values.add(value as Json);
  const shared: string[] = [];
  const root = values.text(whole, shared, {});
  return '{"shapes":[' + values.shapes.join(",") + '],"shared":[' + shared.join(",") + '],"root":' + root + "}";
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
