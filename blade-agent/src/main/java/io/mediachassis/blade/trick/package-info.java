/** Trick play (RFC 2326 section 12.34): which pictures at which instants, and their transport packets stamped anew. */
@NullMarked
package io.mediachassis.blade.trick;

import org.jspecify.annotations.NullMarked;
