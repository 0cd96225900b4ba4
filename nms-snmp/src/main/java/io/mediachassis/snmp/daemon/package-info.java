/** The process: configuration, the link to its controller, and when to answer at the management address. */
@NullMarked
package io.mediachassis.snmp.daemon;

import org.jspecify.annotations.NullMarked;
