// The charts of the report: functions from data to SVG text. spec.ts says what holds for all of them. Scales, ticks and the layout of
// chords are our own, because D3 leans on what small engines lack (typed arrays, Map, log10) and on their rounding of it; the tests hold
// them to D3.

export * from "./spec";
export {bars} from "./bars";
export type {BarsRow, BarsSpec} from "./bars";
export {chord} from "./chord";
export type {ChordFlow, ChordParty, ChordSpec} from "./chord";
export {circle} from "./circle";
export type {CircleFlow, CircleParty, CircleSpec, FlowKind} from "./circle";
export {contrast} from "./contrast";
export type {ContrastPanel, ContrastSpec} from "./contrast";
export {dotPlot} from "./dot_plot";
export type {DotPlotRow, DotPlotSpec} from "./dot_plot";
export {failures} from "./failures";
export type {FailuresPanel, FailuresSpec} from "./failures";
export {fan} from "./fan";
export type {FanBand, FanSpec} from "./fan";
export {pieces} from "./pieces";
export type {Piece, PiecesSpec} from "./pieces";
export {slope} from "./slope";
export type {SlopeEnd, SlopeLine, SlopeSpec} from "./slope";
export {stackedShares} from "./stacked_shares";
export type {Share, StackedSharesSpec} from "./stacked_shares";
export {timelines} from "./timelines";
export type {Timeline, TimelinePanel, TimelinesSpec} from "./timelines";
export {tornado} from "./tornado";
export type {TornadoRow, TornadoSpec} from "./tornado";
export {waterfall} from "./waterfall";
export type {WaterfallPart, WaterfallSpec} from "./waterfall";
export {textWidth} from "./text";
