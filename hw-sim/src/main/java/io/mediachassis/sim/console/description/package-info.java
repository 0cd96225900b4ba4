/** What a console is told of a stream, and how it chooses: addresses, session descriptions, starts. */
@NullMarked
package io.mediachassis.sim.console.description;

import org.jspecify.annotations.NullMarked;
