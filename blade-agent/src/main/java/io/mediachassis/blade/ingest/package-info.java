/** Taking a program in: whatever the provider sends becomes an MPEG-TS program in the store, or is refused whole. */
@NullMarked
package io.mediachassis.blade.ingest;

import org.jspecify.annotations.NullMarked;
