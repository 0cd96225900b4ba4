/** Tests of what is told, and how often. */
@NullMarked
package io.mediachassis.snmp.notification;

import org.jspecify.annotations.NullMarked;
