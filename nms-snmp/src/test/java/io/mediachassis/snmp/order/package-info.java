/** Tests of {@code io.mediachassis.snmp.order}. */
@NullMarked
package io.mediachassis.snmp.order;

import org.jspecify.annotations.NullMarked;
