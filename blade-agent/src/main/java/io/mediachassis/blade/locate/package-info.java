/** The locate service and the load polls, by datagram (mission M1 to M4). */
@NullMarked
package io.mediachassis.blade.locate;

import org.jspecify.annotations.NullMarked;
