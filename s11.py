from drv import *
import json
def f(v):
    v.go('')
    for i,c in ((2,'数字の単位が分かりにくい。'),(3,'結論を先に書いてほしい。')):
        v.page.locator('.row').nth(i).click(); v.settle(800)
        stars=v.page.locator('[data-testid=stFeedback] button, .st-key-detail button[kind=feedback]'); 
        try: v.page.locator('.st-key-detail [data-testid=stFeedback] button').nth(1).click(timeout=3000); v.settle(500)
        except Exception as e: print('star',repr(e)[:200])
        b=v.page.locator('.st-key-detail textarea').last; b.fill(c); b.press('Tab'); v.settle(900)
        v.shot('72-rated%d'%i)
    v.page.reload(); v.settle(900); v.page.locator('.row').nth(2).click(); v.settle(700); print(v.page.locator('.st-key-detail textarea').last.input_value()); v.shot('73-reload')
    v.go('tuning?view=replay'); v.settle(700); v.shot('80-replay'); print(v.text())
run(f,height=1400)
