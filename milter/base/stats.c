/*
 * stats.c - quantiles, and the Mann-Kendall test for a trend.
 */
#include "base/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

double
stats_quantile(double *values, size_t n, double p)
{
	double at;

	if (n == 0)
		return 0;
	qsort(values, n, sizeof(*values), ascending);
	at = ceil(p * (double)n) - 1;
	if (at < 0)
		at = 0;
	return values[at < (double)n ? (size_t)at : n - 1];
}

/* The variance of s where there is no trend; sorted holds the values. */
static double
trend_variance(const double *sorted, size_t n)
{
	double m = (double)n, sum = m * (m - 1) * (2 * m + 5), ties;
	size_t i, end;

	for (i = 0; i < n; i = end) {
		for (end = i + 1; end < n && !(sorted[end] > sorted[i]);)
			end++;
		ties = (double)(end - i);
		sum -= ties * (ties - 1) * (2 * ties + 5);
	}
	return sum / 18;
}

static double
median(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), ascending);
	return n % 2 == 1 ? values[n / 2] :
			    (values[n / 2 - 1] + values[n / 2]) / 2;
}

bool
stats_trend(const double *values, size_t n, struct stats_trend *trend_r)
{
	double *slopes, *sorted, variance;
	size_t i, k, pairs = 0;

	memset(trend_r, 0, sizeof(*trend_r));
	trend_r->p = 1;
	if (n < STATS_TREND_LEAST || n > STATS_TREND_MOST)
		return false;
	slopes = mem_calloc(n * (n - 1) / 2 + n, sizeof(*slopes));
	if (slopes == NULL)
		return false;
	sorted = slopes + n * (n - 1) / 2;
	for (i = 0; i < n; i++)
		for (k = i + 1; k < n; k++) {
			double rise = values[k] - values[i];

			trend_r->s += rise > 0 ? 1 : rise < 0 ? -1 : 0;
			slopes[pairs++] = rise / (double)(k - i);
		}
	memcpy(sorted, values, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), ascending);
	variance = trend_variance(sorted, n);
	trend_r->slope = median(slopes, pairs);
	if (variance > 0 && fabs(trend_r->s) > 0) {
		trend_r->z =
		    (trend_r->s - (trend_r->s > 0 ? 1 : -1)) / sqrt(variance);
		trend_r->p = erfc(fabs(trend_r->z) / sqrt(2));
	}
	mem_free(slopes);
	return true;
}
