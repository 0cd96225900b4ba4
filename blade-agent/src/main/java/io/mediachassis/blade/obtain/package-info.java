/** How a station obtains programs that it lacks from other stations: on demand and by plan. Decisions, without threads. */
@NullMarked
package io.mediachassis.blade.obtain;

import org.jspecify.annotations.NullMarked;
