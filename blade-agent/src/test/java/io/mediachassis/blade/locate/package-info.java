/** Tests of the locate service. */
@NullMarked
package io.mediachassis.blade.locate;

import org.jspecify.annotations.NullMarked;
