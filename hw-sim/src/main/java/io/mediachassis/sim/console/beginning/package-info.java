/** The beginning of a play that runs already: fetched by unicast, and joined to the stream. */
@NullMarked
package io.mediachassis.sim.console.beginning;

import org.jspecify.annotations.NullMarked;
