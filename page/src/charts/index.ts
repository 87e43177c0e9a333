// The charts of the report: functions from data to SVG text. spec.ts says what holds for all of them.

export * from "./spec";
export {bars} from "./bars";
export type {BarsRow, BarsSpec} from "./bars";
export {dotPlot} from "./dot_plot";
export type {DotPlotRow, DotPlotSpec} from "./dot_plot";
export {pieces} from "./pieces";
export type {Piece, PiecesSpec} from "./pieces";
export {textWidth} from "./text";
