/** What is wrong with the unit now, and what was: ALARM-MIB (RFC 3877). */
@NullMarked
package io.mediachassis.snmp.alarm;

import org.jspecify.annotations.NullMarked;
