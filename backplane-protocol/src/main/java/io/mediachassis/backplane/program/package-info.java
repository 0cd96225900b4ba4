/** How programs are called. */
@NullMarked
package io.mediachassis.backplane.program;

import org.jspecify.annotations.NullMarked;
