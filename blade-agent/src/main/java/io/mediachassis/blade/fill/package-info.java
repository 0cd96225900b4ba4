/** Puts segments of programs on this blade's disks from the multicast streams that its interactive server caches. */
@NullMarked
package io.mediachassis.blade.fill;

import org.jspecify.annotations.NullMarked;
