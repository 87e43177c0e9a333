// What an ES5 interpreter lacks and our code and the D3 modules use: iteration, Map, Set, and some functions of arrays, objects,
// strings and numbers. Each is added only where it is missing, so in an engine that has all of them this file does nothing.
// Symbols are the one thing that cannot be added: `Symbol.iterator` is a text here, which is enough for iteration.

const root = Function("return this")();

function add(object: any, name: string, value: unknown): void {
  if (!(name in object)) Object.defineProperty(object, name, {value, writable: true, configurable: true, enumerable: false});
}

if (typeof root.Symbol !== "function") {
  root.Symbol = function (name: string) {
    return "@@" + name;
  };
  root.Symbol.iterator = "@@iterator";
  root.Symbol.toStringTag = "@@toStringTag";
}
const kIterator = root.Symbol.iterator;

// An iterator over `count()` items, which may grow meanwhile.
function iterator(count: () => number, item: (i: number) => unknown): any {
  let i = 0;
  const self: any = {next: () => (i < count() ? {value: item(i++), done: false} : {value: undefined, done: true})};
  self[kIterator] = () => self;
  return self;
}

function iterate(object: any, each: (item: any, index: number) => void): void {
  if (object === null || object === undefined) return;
  if (object[kIterator]) {
    const it = object[kIterator]();
    let index = 0;
    for (let step = it.next(); !step.done; step = it.next()) each(step.value, index++);
  } else {
    for (let i = 0; i < object.length; ++i) each(object[i], i);
  }
}

function listIterator(this: any): any {
  return iterator(() => this.length, (i) => this[i]);
}
add(Array.prototype, kIterator, listIterator);
add(String.prototype, kIterator, function (this: any) {
  return iterator(() => this.length, (i) => this.charAt(i));
});

add(Array, "from", function (object: any, map?: (item: any, i: number) => any) {
  const items: any[] = [];
  iterate(object, (item, i) => items.push(map ? map(item, i) : item));
  return items;
});
add(Array, "of", function (...items: any[]) {
  return items;
});
const lists: Record<string, (this: any, ...given: any[]) => unknown> = {
  find(test) {
    for (let i = 0; i < this.length; ++i) if (test(this[i], i, this)) return this[i];
    return undefined;
  },
  findIndex(test) {
    for (let i = 0; i < this.length; ++i) if (test(this[i], i, this)) return i;
    return -1;
  },
  fill(this: any[], value: any, from = 0, until?: number) {
    const to = until === undefined ? this.length : until;
    for (let i = from; i < to; ++i) this[i] = value;
    return this;
  },
  includes(value) {
    for (let i = 0; i < this.length; ++i) if (this[i] === value || (value !== value && this[i] !== this[i])) return true;
    return false;
  },
  flat() {
    let all: any[] = [];
    for (let i = 0; i < this.length; ++i) all = all.concat(this[i]);
    return all;
  },
  flatMap(map) {
    let all: any[] = [];
    for (let i = 0; i < this.length; ++i) all = all.concat(map(this[i], i, this));
    return all;
  },
  keys() {
    return iterator(() => this.length, (i) => i);
  },
  values: listIterator as any,
  entries() {
    return iterator(() => this.length, (i) => [i, this[i]]);
  },
};
for (const name in lists) add(Array.prototype, name, lists[name]);

add(Object, "assign", function (target: any, ...sources: any[]) {
  for (let i = 0; i < sources.length; ++i) for (const key in sources[i]) if (has(sources[i], key)) target[key] = sources[i][key];
  return target;
});
function has(object: any, key: string): boolean {
  return Object.prototype.hasOwnProperty.call(object, key);
}
add(Object, "values", (object: any) => Object.keys(object).map((key) => object[key]));
add(Object, "entries", (object: any) => Object.keys(object).map((key) => [key, object[key]]));
add(Object, "fromEntries", (entries: any) => {
  const object: any = {};
  iterate(entries, (entry) => (object[entry[0]] = entry[1]));
  return object;
});
add(Object, "is", (a: any, b: any) => (a === b ? a !== 0 || 1 / a === 1 / b : a !== a && b !== b));
add(Object, "setPrototypeOf", (object: any) => object);

const texts: Record<string, (this: string, ...given: any[]) => unknown> = {
  startsWith(start, from = 0) {
    return this.substr(from, start.length) === start;
  },
  endsWith(end) {
    return this.length >= end.length && this.substr(this.length - end.length) === end;
  },
  includes(part, from = 0) {
    return this.indexOf(part, from) >= 0;
  },
  repeat(count) {
    return new Array(count + 1).join(String(this));
  },
  padStart(length, fill = " ") {
    let text = String(this);
    while (text.length < length) text = fill + text;
    return text;
  },
  padEnd(length, fill = " ") {
    let text = String(this);
    while (text.length < length) text += fill;
    return text;
  },
  trimStart() {
    return this.replace(/^\s+/, "");
  },
  trimEnd() {
    return this.replace(/\s+$/, "");
  },
};
for (const name in texts) add(String.prototype, name, texts[name]);

add(Number, "isFinite", (x: unknown) => typeof x === "number" && isFinite(x));
add(Number, "isNaN", (x: unknown) => typeof x === "number" && x !== x);
add(Number, "isInteger", (x: unknown) => typeof x === "number" && isFinite(x) && Math.floor(x) === x);
add(Number, "EPSILON", Math.pow(2, -52));
add(Number, "MAX_SAFE_INTEGER", Math.pow(2, 53) - 1);
add(Number, "parseFloat", parseFloat);
add(Math, "sign", (x: number) => (x > 0 ? 1 : x < 0 ? -1 : x));
add(Math, "trunc", (x: number) => (x < 0 ? Math.ceil(x) : Math.floor(x)));
add(Math, "log10", (x: number) => Math.log(x) / Math.LN10);
add(Math, "log2", (x: number) => Math.log(x) / Math.LN2);
add(Math, "log1p", (x: number) => Math.log(1 + x));
add(Math, "expm1", (x: number) => Math.exp(x) - 1);
add(Math, "cbrt", (x: number) => (x < 0 ? -1 : 1) * Math.pow(Math.abs(x), 1 / 3));
add(Math, "sinh", (x: number) => (Math.exp(x) - Math.exp(-x)) / 2);
add(Math, "cosh", (x: number) => (Math.exp(x) + Math.exp(-x)) / 2);
add(Math, "hypot", (...xs: number[]) => {
  let sum = 0;
  for (let i = 0; i < xs.length; ++i) sum += xs[i] * xs[i];
  return Math.sqrt(sum);
});

// Keys in the order in which they came. Texts and numbers are found by their text, other keys one by one.
class Keys {
  list: any[] = [];
  private places: Record<string, number> = {};
  private named(key: any): string | null {
    return typeof key === "string" || typeof key === "number" ? typeof key + ":" + key : null;
  }
  place(key: any): number {
    const name = this.named(key);
    if (name !== null) return has(this.places, name) ? this.places[name] : -1;
    return this.list.indexOf(key);
  }
  append(key: any): number {
    const name = this.named(key);
    if (name !== null) this.places[name] = this.list.length;
    return this.list.push(key) - 1;
  }
  remove(place: number): void {
    this.list.splice(place, 1);
    const rest = this.list;
    this.places = {};
    for (let i = 0; i < rest.length; ++i) {
      const name = this.named(rest[i]);
      if (name !== null) this.places[name] = i;
    }
  }
}

class PlainMap {
  private names = new Keys();
  private items: any[] = [];
  constructor(entries?: any) {
    iterate(entries, (entry) => this.set(entry[0], entry[1]));
  }
  get size(): number {
    return this.items.length;
  }
  has(key: any): boolean {
    return this.names.place(key) >= 0;
  }
  get(key: any): any {
    return this.items[this.names.place(key)];
  }
  set(key: any, value: any): this {
    const place = this.names.place(key);
    this.items[place >= 0 ? place : this.names.append(key)] = value;
    return this;
  }
  delete(key: any): boolean {
    const place = this.names.place(key);
    if (place < 0) return false;
    this.names.remove(place);
    this.items.splice(place, 1);
    return true;
  }
  clear(): void {
    this.names = new Keys();
    this.items = [];
  }
  forEach(each: (value: any, key: any, map: any) => void): void {
    for (let i = 0; i < this.items.length; ++i) each(this.items[i], this.names.list[i], this);
  }
  keys(): any {
    return iterator(() => this.items.length, (i) => this.names.list[i]);
  }
  values(): any {
    return iterator(() => this.items.length, (i) => this.items[i]);
  }
  entries(): any {
    return iterator(() => this.items.length, (i) => [this.names.list[i], this.items[i]]);
  }
}
add(PlainMap.prototype, kIterator, PlainMap.prototype.entries);

class PlainSet {
  private map = new PlainMap();
  constructor(items?: any) {
    iterate(items, (item) => this.add(item));
  }
  get size(): number {
    return this.map.size;
  }
  has(item: any): boolean {
    return this.map.has(item);
  }
  add(item: any): this {
    this.map.set(item, item);
    return this;
  }
  delete(item: any): boolean {
    return this.map.delete(item);
  }
  clear(): void {
    this.map.clear();
  }
  forEach(each: (item: any, key: any, set: any) => void): void {
    this.map.forEach((item) => each(item, item, this));
  }
  keys(): any {
    return this.map.keys();
  }
  values(): any {
    return this.map.keys();
  }
  entries(): any {
    return this.map.entries();
  }
}
add(PlainSet.prototype, kIterator, PlainSet.prototype.values);

if (typeof root.Map !== "function") root.Map = PlainMap;
if (typeof root.Set !== "function") root.Set = PlainSet;

export {PlainMap, PlainSet};
