/** Reads RTCP (RFC 3550, RFC 4585) as it comes from anywhere. */
@NullMarked
package io.mediachassis.blade.rtcp;

import org.jspecify.annotations.NullMarked;
