/** Tests of what is wrong with the unit. */
@NullMarked
package io.mediachassis.snmp.alarm;

import org.jspecify.annotations.NullMarked;
