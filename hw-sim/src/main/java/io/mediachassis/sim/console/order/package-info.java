/** What who watches orders of a console: pause, other speeds, other places; in words, and from any thread. */
@NullMarked
package io.mediachassis.sim.console.order;

import org.jspecify.annotations.NullMarked;
