/** Where the form that asks to be called or written to is fetched from; set by the build. */
declare const __REACH__: string;
/** Where the part that handles files is fetched from; set by the build. */
declare const __FILES__: string;
