/** The unit as its controller knows it, put together for everyone who looks at it. */
@NullMarked
package io.mediachassis.controller.unit;

import org.jspecify.annotations.NullMarked;
