/** Nobody gets in without an account, and nothing tells a stranger more than that. */
import { expect, test } from './support/test';

test.use({ storageState: { cookies: [], origins: [] } });

test('a stranger is led to the sign-in and back to where they were', async ({ page, world }) => {
  await page.goto('/adoption?range=7d');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel('E-mail').fill(world.leader.email);
  await page.getByLabel('Password').fill(world.leader.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/adoption\?range=7d/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('a wrong password and an unknown address get the same answer', async ({ page, world }) => {
  const said: string[] = [];
  for (const email of [world.leader.email, 'nobody@example.com']) {
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill('not the password at all');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    said.push((await page.getByRole('alert').textContent()) ?? '');
  }
  expect(said[0]).toBe(said[1]);
});

test('signing out ends the session on the server', async ({ page, world }) => {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(world.leader.email);
  await page.getByLabel('Password').fill(world.leader.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${world.url}/`);
  const cookies = await page.context().cookies();
  await page.getByText(world.leader.email).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/sign-in/);
  await page.context().addCookies(cookies);
  await page.goto('/');
  await expect(page).toHaveURL(/sign-in/);
});
