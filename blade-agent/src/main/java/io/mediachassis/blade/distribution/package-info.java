/**
 * The distribution server (seed 001): takes a stream in, stores it as it arrives, and sends it onward to several
 * recipients, to each behind an offset of its own.
 */
@NullMarked
package io.mediachassis.blade.distribution;

import org.jspecify.annotations.NullMarked;
