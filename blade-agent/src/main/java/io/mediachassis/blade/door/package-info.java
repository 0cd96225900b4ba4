/** Who stays connected where more come than there is room for. */
@NullMarked
package io.mediachassis.blade.door;

import org.jspecify.annotations.NullMarked;
