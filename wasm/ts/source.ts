// Where the modules come from. The build puts one of `source.*.ts` in its place, for each entry of the package.

export declare function messageModule(): WebAssembly.Module;
export declare function dumpModule(): WebAssembly.Module;
