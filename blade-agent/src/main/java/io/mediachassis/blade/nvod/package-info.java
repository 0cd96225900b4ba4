/** Near video on demand: one program as staggered multicast streams that any engine can send by schedule; pure. */
@NullMarked
package io.mediachassis.blade.nvod;

import org.jspecify.annotations.NullMarked;
