/** Near video on demand: staggered multicast sets. */
@NullMarked
package io.mediachassis.blade.nvod;

import org.jspecify.annotations.NullMarked;
