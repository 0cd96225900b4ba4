/** What a console makes of the packets that reach it: order, loss, repair and reports, without sockets or clocks. */
@NullMarked
package io.mediachassis.sim.console.receive;

import org.jspecify.annotations.NullMarked;
