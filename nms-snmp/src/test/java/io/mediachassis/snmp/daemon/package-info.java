/** Tests of the process: when it answers, and the agent against real managers. */
@NullMarked
package io.mediachassis.snmp.daemon;

import org.jspecify.annotations.NullMarked;
