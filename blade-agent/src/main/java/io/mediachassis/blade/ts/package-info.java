/** MPEG-TS (ISO/IEC 13818-1): reading, random access points, the time index and the cutting into segments. */
@NullMarked
package io.mediachassis.blade.ts;

import org.jspecify.annotations.NullMarked;
