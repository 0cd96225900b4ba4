/** The interactive server: joins the multicast streams that consoles selected, caches them, and repairs their losses. */
@NullMarked
package io.mediachassis.blade.interactive;

import org.jspecify.annotations.NullMarked;
