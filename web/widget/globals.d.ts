/** Where the form that asks to be called or written to is fetched from; set by the build. */
declare const __REACH__: string;
