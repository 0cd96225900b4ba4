/** What managers may set, and how it is brought to the unit. */
@NullMarked
package io.mediachassis.snmp.order;

import org.jspecify.annotations.NullMarked;
